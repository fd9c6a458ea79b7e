-- 延長: a municipality offers a longer term, the person agrees, and the work goes on as a new one.
alter table engagement drop constraint engagement_proposal_key;
alter table engagement
    add column extends uuid unique references engagement (id) on delete restrict,
    add column offered_to_on date,
    add column offered_weekly_minutes integer
        check (offered_weekly_minutes between 1 and 10080),
    add column offered_at timestamptz,
    add constraint engagement_offer_whole check (
        num_nulls(offered_to_on, offered_weekly_minutes, offered_at) in (0, 3)),
    add constraint engagement_offer_longer check (offered_to_on > to_on);
-- A proposal leads to one agreement; what extends it hangs on the one before.
create unique index engagement_first on engagement (proposal) where extends is null;
