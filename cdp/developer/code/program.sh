# A token for a program
curl -u "$CDP_CLIENT_ID:$CDP_CLIENT_SECRET" -d grant_type=client_credentials "https://cdp.example/api/oauth/token"
