# A whole list as CSV and as an Excel workbook, and what the columns are
curl -sS --fail -O "https://cdp.example/api/v1/actions.csv?partnership=exampleshire"
curl -sS --fail -O "https://cdp.example/api/v1/actions.xlsx?partnership=exampleshire"
curl -sS --fail -O "https://cdp.example/api/v1/actions.csv-metadata.json"
curl -sS --fail -O "https://cdp.example/api/v1/datapackage.json"
