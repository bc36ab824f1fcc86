// Points of a plane as small round marks: one instance a point, one quad an instance.

struct Place {
    // From the plane to pixels of the screen: origin + scale * point.
    origin: vec2<f32>,
    scale: vec2<f32>,
    // The corner and the size of the viewport, in pixels of the screen.
    corner: vec2<f32>,
    size: vec2<f32>,
    // What surrounds every mark, so that it stands out from whatever lies below.
    edge: vec4<f32>,
    radius: f32,
    // How wide the line of a ring is; a disc has none.
    ring: f32,
    opacity: f32,
    // Whether the target wants linear light.
    linear_light: u32,
}

@group(0) @binding(2) var<uniform> place: Place;

struct Mark {
    @builtin(position) position: vec4<f32>,
    // Where in the quad, in pixels from the middle of the mark.
    @location(0) offset: vec2<f32>,
    @location(1) color: vec4<f32>,
}

@vertex
fn vs_particles(
    @builtin(vertex_index) index: u32,
    @location(0) point: vec2<f32>,
    @location(1) color: vec4<f32>,
) -> Mark {
    // Two triangles: 0 1 2, 2 1 3.
    let corner = vec2<f32>(
        select(-1.0, 1.0, index == 1u || index == 4u || index == 5u),
        select(-1.0, 1.0, index == 2u || index == 3u || index == 5u),
    );
    let offset = corner * (place.radius + 2.0);
    let pixel = place.origin + place.scale * point + offset;
    let share = (pixel - place.corner) / place.size;
    let position = vec4<f32>(share.x * 2.0 - 1.0, 1.0 - share.y * 2.0, 0.0, 1.0);
    return Mark(position, offset, color);
}

@fragment
fn fs_main(mark: Mark) -> @location(0) vec4<f32> {
    let distance = length(mark.offset);
    let whole = clamp(place.radius + 0.5 - distance, 0.0, 1.0);
    let around = clamp(place.radius + 1.5 - distance, 0.0, 1.0);
    var filled = whole;
    if place.ring > 0.0 {
        filled = whole * clamp(distance - (place.radius - place.ring) + 0.5, 0.0, 1.0);
    }
    // The edge lies below the mark, and only where a ring is hollow does nothing.
    let hollow = select(0.0, clamp(place.radius - place.ring - distance, 0.0, 1.0), place.ring > 0.0);
    let edge = place.edge.a * (around - hollow) * (1.0 - filled);
    let alpha = max(filled + edge, 0.0);
    if alpha <= 0.0 {
        discard;
    }
    let color = (mark.color.rgb * filled + place.edge.rgb * edge) / alpha;
    let low = color / 12.92;
    let high = pow((color + 0.055) / 1.055, vec3<f32>(2.4));
    let light = select(high, low, color <= vec3<f32>(0.04045));
    let shown = min(alpha, 1.0) * place.opacity * mark.color.a;
    return vec4<f32>(select(color, light, place.linear_light == 1u) * shown, shown);
}
