# The browser side, by the same tool that make uses; this image has both Node.js and a Python for it.
FROM node:22-bookworm AS frontend
WORKDIR /srv/app
COPY package.json package-lock.json .npmrc ./
COPY cdp/__init__.py cdp/__init__.py
COPY cdp/tools cdp/tools
COPY cdp/frontend cdp/frontend
RUN VAR=/srv/var python3 -m cdp.tools.frontend

# Packages, each checked against its hash; pip and its cache stay behind.
FROM python:3.12-slim-bookworm AS packages
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv --without-pip /srv/venv \
    && python -m pip --python /srv/venv/bin/python install --no-cache-dir --require-hashes -r /tmp/production.txt

FROM python:3.12-slim-bookworm
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cdp.settings \
    ENVIRONMENT=production \
    CDP_VAR=/srv/var \
    STATIC_ROOT=/srv/collected \
    MEDIA_ROOT=/srv/media
# A number, so that an orchestrator can see that it is not root; media is the one folder it may write.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin cdp \
    && mkdir -p /srv/media && chown cdp /srv/media
WORKDIR /srv/app
COPY --from=packages /srv/venv /srv/venv
COPY --from=frontend /srv/var/static /srv/var/static
COPY . .
# These values live for this one command; a real secret never enters a layer.
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost python manage.py collectstatic --noinput
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-m", "cdp.tools.answers", "/readyz"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--respawn-failed-workers", "--workers-kill-timeout", "20", "cdp.wsgi:application"]
