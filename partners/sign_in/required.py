"""Every page asks to sign in but those that say otherwise, and these are answered without asking who comes."""

from django.contrib.auth.middleware import LoginRequiredMiddleware


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's looks up the person first: then pages for everybody differ by cookie, and no cache can keep them."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
