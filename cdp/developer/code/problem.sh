# A request with a fault, and what is said of it
curl "https://cdp.example/api/v1/actions/?colour=red"
