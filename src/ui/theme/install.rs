//! The theme handed to egui: fonts, sizes, and the visuals of both shades.

use egui::{
    CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Visuals,
};

use super::{DARK, LIGHT, LOUD_DARK, LOUD_LIGHT, Theme, bold, regular, semibold, size, space};

/// The type of the window.
pub static REGULAR: &[u8] = crate::files::PRETENDARD;
/// Its stronger cut.
pub static SEMIBOLD: &[u8] = crate::files::PRETENDARD_BOLD;

/// Both shades for a projector, or for a desk.
pub fn present(ctx: &egui::Context, on: bool) {
    let [dark, light] = if on {
        [LOUD_DARK, LOUD_LIGHT]
    } else {
        [DARK, LIGHT]
    };
    for (theme, shade) in [(egui::Theme::Dark, dark), (egui::Theme::Light, light)] {
        ctx.style_mut_of(theme, |style| style.visuals = visuals(&shade));
    }
}

/// Fonts and both shades; once at start.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (theme, shade) in [(egui::Theme::Dark, DARK), (egui::Theme::Light, LIGHT)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(&shade);
            style.text_styles = [
                (TextStyle::Small, regular(size::SMALL)),
                (TextStyle::Body, regular(size::BODY)),
                (TextStyle::Button, regular(size::BODY)),
                (TextStyle::Heading, bold(size::TITLE)),
                (
                    TextStyle::Monospace,
                    FontId::new(size::SMALL, FontFamily::Monospace),
                ),
            ]
            .into();
            style.spacing.item_spacing = egui::vec2(space::MEDIUM, space::SMALL + 2.0);
            style.spacing.window_margin = Margin::same(space::LARGE as i8);
            style.spacing.button_padding = egui::vec2(space::MEDIUM, space::SMALL);
            style.spacing.interact_size = egui::vec2(space::HUGE, space::HUGE);
            style.spacing.slider_rail_height = space::SMALL;
        });
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let bundled: [(&str, &'static [u8]); 3] = [
        ("pretendard", REGULAR),
        ("pretendard-semibold", SEMIBOLD),
        (
            "phosphor",
            include_bytes!("../../../assets/fonts/Phosphor.ttf"),
        ),
    ];
    for (name, bytes) in bundled {
        fonts
            .font_data
            .insert(name.to_owned(), FontData::from_static(bytes).into());
    }
    // egui's own fonts stay behind ours for the mathematical signs that Pretendard lacks.
    let behind = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let stack = |first: &str| [vec![first.to_owned()], behind.clone()].concat();
    fonts
        .families
        .insert(FontFamily::Proportional, stack("pretendard"));
    fonts
        .families
        .insert(semibold(), stack("pretendard-semibold"));
    fonts
        .families
        .insert(FontFamily::Name("icons".into()), stack("phosphor"));
    fonts
}

fn visuals(theme: &Theme) -> Visuals {
    let mut visuals = if theme.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    visuals.panel_fill = theme.background;
    visuals.window_fill = theme.panel;
    visuals.window_stroke = theme.hairline();
    visuals.window_corner_radius = CornerRadius::same(size::CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(size::PANE_RADIUS);
    visuals.extreme_bg_color = theme.plot;
    visuals.faint_bg_color = theme.raised;
    visuals.code_bg_color = theme.raised;
    visuals.hyperlink_color = theme.accent;
    visuals.weak_text_color = Some(theme.dim);
    visuals.warn_fg_color = theme.warning;
    visuals.error_fg_color = theme.error;
    visuals.slider_trailing_fill = true;
    visuals.selection.bg_fill = theme
        .accent
        .gamma_multiply(if theme.dark { 0.45 } else { 0.25 });
    visuals.selection.stroke = Stroke::new(1.0, theme.accent);
    let widgets = &mut visuals.widgets;
    for (widget, fill, text) in [
        (&mut widgets.noninteractive, theme.panel, theme.text),
        (&mut widgets.inactive, theme.raised, theme.text),
        (&mut widgets.hovered, theme.line, theme.text),
        (&mut widgets.active, theme.line, theme.text),
        (&mut widgets.open, theme.raised, theme.text),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.bg_stroke = Stroke::new(1.0, theme.line);
        widget.corner_radius = CornerRadius::same(size::PANE_RADIUS);
        widget.expansion = 0.0;
    }
    visuals.widgets.inactive.bg_stroke = Stroke::NONE;
    visuals
}
