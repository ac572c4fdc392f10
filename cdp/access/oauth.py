"""OAuth 2 for programs: client credentials and nothing else. What is not built here is not there to be found open.

The secret of a client is hashed as a password is; a token is kept as a digest and works for a quarter of an hour.
"""

from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2 import BackendApplicationServer

from cdp.access.scopes import known
from cdp.models import ApiClient

TOKEN_SECONDS = 15 * 60
# Of what is sent; the rest has to be ignored, as the standard says, and none of it must reach other grants.
READ = ("grant_type", "scope", "client_id", "client_secret", "token", "token_type_hint")


class Validator(OAuth2Validator):
    def _load_application(self, client_id, request):
        """A client of ours that was not shut out; another row of the same table is nobody."""
        found = super()._load_application(client_id, request)
        if found is None or live_client(found) is None:
            request.client = None
            return None
        return found

    def get_default_scopes(self, client_id, request, *args, **kwargs):
        """Who asks for none gets all that the client has."""
        return sorted(known(live_client(request.client).scopes))

    def validate_scopes(self, client_id, scopes, client, request, *args, **kwargs):
        return set(scopes) <= known(live_client(client).scopes)


class Core(OAuthLibCore):
    def __init__(self):
        super().__init__(BackendApplicationServer(Validator(), token_expires_in=TOKEN_SECONDS))

    def extract_body(self, request):
        return [(name, value) for name, value in super().extract_body(request) if name in READ]


def live_client(application):
    """Looked up once for each application."""
    if not hasattr(application, "_live_client"):
        found = ApiClient.objects.select_related("account", "partnership")
        application._live_client = found.filter(application=application, revoked_at=None).first()
    return application._live_client
