"""SafeSpot's colours, by night and by day."""

from textual.theme import Theme

DARK = Theme(
    name="safespot-dark",
    primary="#00ff88",
    secondary="#5fb894",
    accent="#00ff88",
    success="#3ddc91",
    warning="#f2c14e",
    error="#ff7b72",
    foreground="#d5ded9",
    background="#0e1412",
    surface="#131b18",
    panel="#1c2723",
    dark=True,
    variables={
        "border": "#2f423a",
        "scrollbar": "#2f423a",
        "scrollbar-background": "#0e1412",
        "scrollbar-background-hover": "#0e1412",
        "scrollbar-background-active": "#0e1412",
        "scrollbar-hover": "#436054",
        "scrollbar-active": "#436054",
        "border-blurred": "#24332d",
        "footer-background": "#131b18",
        "input-cursor-background": "#00ff88",
        "input-selection-background": "#00ff88 25%",
    },
)

LIGHT = Theme(
    name="safespot-light",
    primary="#006b3e",
    secondary="#3c7d61",
    accent="#006b3e",
    success="#0f6b3d",
    warning="#8a5a00",
    error="#b3261e",
    foreground="#1d2723",
    background="#fcfefd",
    surface="#f2f7f4",
    panel="#e2ece7",
    dark=False,
    variables={
        "border": "#b7cbc1",
        "scrollbar": "#b7cbc1",
        "scrollbar-background": "#fcfefd",
        "scrollbar-background-hover": "#fcfefd",
        "scrollbar-background-active": "#fcfefd",
        "scrollbar-hover": "#8fb0a0",
        "scrollbar-active": "#8fb0a0",
        "border-blurred": "#cfddd6",
        "footer-background": "#f2f7f4",
        "input-cursor-background": "#006b3e",
        "input-selection-background": "#006b3e 20%",
    },
)

THEMES = (DARK, LIGHT)
