"""What an operator sees of the running bot: its log, its figures, whether it is well."""
