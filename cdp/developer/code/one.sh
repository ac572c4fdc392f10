# One action, with the agencies that lead it and its latest update
curl "https://cdp.example/api/v1/actions/exampleshire:EXA-1.1/?include=agencies,latest_update"
