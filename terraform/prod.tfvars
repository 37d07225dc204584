# For use: data refuses to be destroyed, backups last a month. Say who is told: alert_emails, budget.
keep          = true
backup_days   = 30
instances_max = 50
