# The first actions that you may see
curl -H "Authorization: Bearer $CDP_TOKEN" "https://cdp.example/api/v1/actions/?page_size=10"
