-- Which amount of the goods counts for free freight is a setting of the shop, where a template does not say itself.
update freight_templates set definition = definition #- '{free,basis}', version = version + 1
  where template_id = '00000000-0000-7000-8000-000000000001' and version = 1;
