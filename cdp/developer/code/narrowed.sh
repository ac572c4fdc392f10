# What is late and what is at risk, in the order in which it is due
curl "https://cdp.example/api/v1/actions/?partnership=exampleshire&delivery_status=late&sort=due_on&fields=id,title,due_on"
curl "https://cdp.example/api/v1/actions/?partnership=exampleshire&delivery_status=at_risk&sort=due_on&fields=id,title,due_on"
