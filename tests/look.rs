//! tmp
mod drive;
use egui::ThemePreference as T;
use genera::text::Language as L;
use genera::ui::{Action, Screen, Seed};
use genera::knob::Value;
fn shoot(w: &mut egui_kittest::Harness<'static, genera::app::App>, name: &str) {
    std::fs::create_dir_all("/tmp/look").unwrap();
    w.render().unwrap().save(format!("/tmp/look/{name}.png")).unwrap();
}
#[test]
fn look() {
    let only = std::env::var("ONLY").unwrap_or_default();
    let secs: f64 = std::env::var("SECS").ok().and_then(|s| s.parse().ok()).unwrap_or(6.0);
    let all: &[(&str, L, T, [f32; 2])] = &[
        ("dark_en_1280", L::English, T::Dark, [1280., 800.]),
        ("light_ko_1280", L::Korean, T::Light, [1280., 800.]),
        ("dark_ko_1920", L::Korean, T::Dark, [1920., 1080.]),
        ("light_en_960", L::English, T::Light, [960., 600.]),
    ];
    for (name, l, t, size) in all {
        if !only.is_empty() && !only.split(',').any(|o| name.contains(o)) { continue; }
        let mut w = drive::window(size[0], size[1]);
        let ctx = w.ctx.clone();
        for a in [Action::Speak(*l), Action::Shade(*t)] { w.state_mut().act(&ctx, a); }
        w.run_steps(3);
        shoot(&mut w, &format!("map_{name}"));
        for page in ["approximate", "vae", "root"] {
            w.state_mut().act(&ctx, Action::Go(Screen::Page(page)));
            w.run_steps(4);
            shoot(&mut w, &format!("page_{page}_{name}"));
        }
        w.state_mut().act(&ctx, Action::Train("vae"));
        w.run_steps(2);
        shoot(&mut w, &format!("bench0_{name}"));
        let spin = |w: &mut egui_kittest::Harness<'static, genera::app::App>, secs: f64| {
            let b = std::time::Instant::now();
            while b.elapsed().as_secs_f64() < secs { w.step(); std::thread::sleep(std::time::Duration::from_millis(16)); }
        };
        spin(&mut w, secs * 0.5);
        w.state_mut().act(&ctx, Action::Turn("beta", Value::Real(4.0)));
        spin(&mut w, secs * 0.5);
        w.state_mut().act(&ctx, Action::Turn("latent", Value::Whole(2)));
        spin(&mut w, 0.3);
        shoot(&mut w, &format!("bench1_{name}"));
        w.state_mut().act(&ctx, Action::Restart(Seed::Same));
        spin(&mut w, secs);
        shoot(&mut w, &format!("bench2d_{name}"));
        w.state_mut().act(&ctx, Action::Go(Screen::Map));
        spin(&mut w, 1.0);
        shoot(&mut w, &format!("map_live_{name}"));
    }
}
