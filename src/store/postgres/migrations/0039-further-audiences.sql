-- Deliveries to several audiences are found by each of them. Few have more than one: the others are not in this index.
create index deliveries_by_further_audience on deliveries using gin ((inputs -> 'includeAudienceIds'))
  where inputs -> 'includeAudienceIds' <> '[]';
