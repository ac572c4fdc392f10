# The first actions of a partnership, with three of their fields
curl "https://cdp.example/api/v1/actions/?partnership=exampleshire&fields=ref,title,delivery_status&page_size=2"
