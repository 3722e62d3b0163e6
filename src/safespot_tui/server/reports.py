"""Incidents that people reported; conversations may belong to one."""

import uuid

from sqlalchemy import Connection, insert, select

from safespot_tui.contract.entities import EntitiesModel
from safespot_tui.contract.requests import CreateReport
from safespot_tui.contract.responses import ReportDetail
from safespot_tui.server.entities import report_model
from safespot_tui.server.errors import not_found
from safespot_tui.server.schema import reports
from safespot_tui.server.transaction import Transaction


def create(transaction: Transaction, asked: CreateReport) -> ReportDetail:
    """A new report by the caller."""
    report_id = str(uuid.uuid4())
    transaction.connection.execute(
        insert(reports).values(
            id=report_id,
            title=asked.title,
            category=asked.category,
            created_by=transaction.actor_id,
            created_at=transaction.now,
        )
    )
    return detail(transaction.connection, report_id)


def detail(connection: Connection, report_id: str) -> ReportDetail:
    """A report, which everybody may see. Raises `not_found`."""
    row = connection.execute(select(reports).where(reports.c.id == report_id)).one_or_none()
    if row is None:
        raise not_found("report")
    return ReportDetail(id=row.id, entities=EntitiesModel(reports={row.id: report_model(row)}))
