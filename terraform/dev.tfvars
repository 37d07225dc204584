# To try things: everything can be removed again, nothing is kept, nobody is woken.
keep          = false
backup_days   = 0
instances_max = 3
