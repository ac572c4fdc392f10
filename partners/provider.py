"""Where allauth looks for the kinds of outside accounts that there are."""

from partners.sign_in.oidc import OrganisationProvider

provider_classes = [OrganisationProvider]
