# Take the client
curl -sS --fail -O -J "https://cdp.example/api/v1/client.py"
