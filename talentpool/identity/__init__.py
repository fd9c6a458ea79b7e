"""Who people are: names and addresses, to whom they are shown, who has looked."""
