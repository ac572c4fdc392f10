# CSV at the address without an ending
curl -H "Accept: text/csv" "https://cdp.example/api/v1/actions/?partnership=exampleshire"
