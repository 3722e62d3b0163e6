"""One conversation on the screen: header, timeline, composer.

How the rest of the surface meets it::

    from safespot_tui.tui.conversation.pane import ConversationPane

    pane = ConversationPane(store, messenger, clock, row_keys=RowKeys(retry="r"))
    pane.show(conversation_id)        # or None; keeps the draft of the one left, restores this
                                      # one's, captures the unread line, then calls messenger.show
    pane.conversation_id              # what is shown
    pane.selected_message_id          # the target of message actions, or None
    pane.selected_send                # the OutboxItem of the selected message: pending, or failed
    pane.clear_selection()
    pane.focus_composer()
    pane.focus_timeline()             # selects the newest on the screen, if nothing is
    pane.start_reply(message_id)      # banner above the composer, composer focused
    pane.start_edit(message_id)       # own text messages only; returns whether it was possible
    pane.edit_last_own()              # same return
    pane.leave()                      # Escape: ends reply/edit; whether there was one
    pane.jump_to(message_id)          # scrolls there and selects; whether it is loaded
    pane.scroll_to_newest()
    pane.scroll_to_unread()           # whether there is an unread line
    pane.say(sentence)                # a sentence under the composer until the next key; "" clears

Nothing here needs an answer; a handler that returns "whether" returns a bool. All are synchronous.
The pane itself calls `messenger.show`, `send`, `edit`, `typed`, `save_draft`, `load_older` and
`fill_gap`, and shows what they refuse; `delete`, `react`, `retry`, `discard` are the actions' part,
for the target that `selected_message_id` names.

Textual messages, all bubbling (handler name → what happened)::

    on_conversation_pane_message_selected   .message_id: MessageId | None   keyboard or click
    on_conversation_pane_message_activated  .message_id: MessageId          Enter or double click
    on_conversation_pane_message_wanted     .conversation_id, .message_id       a quotation, the pin
    on_conversation_pane_gone               .conversation_id   the user is not in it any more
    on_conversation_pane_sent               .conversation_id, .message_id   (temp id)

Keys bound here, on the widget that has the focus; nothing else is taken::

    Composer      enter sends · ctrl+j, alt+enter, shift+enter newline · up (when empty) edits the
                  last own message · pageup, pagedown scroll the timeline ·
                  ctrl+end newest (when empty: end too) · escape leaves reply/edit, else bubbles
    TimelineView  up, k / down, j select · pageup, pagedown, home, end · enter loads a gap, else
                  activates · escape back to the composer · any other printable key bubbles

Mouse: wheel scrolls, click selects, click on a quoted line wants what is quoted, click on a gap
loads it, click on the "+3 new ↓" badge goes to the newest.
"""
