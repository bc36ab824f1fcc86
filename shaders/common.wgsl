// What every painter of tiles shares: where the tiles lie, how a pixel of the screen finds its texels, and the colour maps.

struct Grid {
    // The top left corner of the first tile, in pixels of the screen.
    origin: vec2<f32>,
    // The size of a tile, and the distance from one to the next.
    tile: vec2<f32>,
    pitch: vec2<f32>,
    radius: f32,
    opacity: f32,
    // Width and height of an image in texels.
    image: vec2<u32>,
    columns: u32,
    count: u32,
    channels: u32,
    // The first image to be shown.
    first: u32,
    // The colour map: 0 viridis, 1 magma, 2 diverging, 3 viridis backwards, 4 diverging on a light ground.
    map: u32,
    // Whether the target wants linear light.
    linear: u32,
    // The values at the two ends of the colour map.
    range: vec2<f32>,
    // Whether a field is smooth between the middles of its cells (1 and 2), and fades where there is next to nothing (1).
    smooth_field: u32,
    unused: u32,
}

@group(0) @binding(0) var<uniform> grid: Grid;
@group(0) @binding(1) var<storage, read> values: array<f32>;

// Where a pixel of the screen falls.
struct Spot {
    image: u32,
    texel: vec2<f32>,
    footprint: vec2<f32>,
    coverage: f32,
}

// One triangle that covers the viewport.
@vertex
fn vs_main(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32((index << 1u) & 2u), f32(index & 2u));
    return vec4<f32>(corner * 2.0 - 1.0, 0.0, 1.0);
}

fn locate(at: vec2<f32>) -> Spot {
    let local = at - grid.origin;
    let cell = floor(local / grid.pitch);
    let inside = local - cell * grid.pitch;
    let index = u32(max(cell.y, 0.0)) * grid.columns + u32(max(cell.x, 0.0));
    let outside = cell.x < 0.0 || cell.y < 0.0 || cell.x >= f32(grid.columns) || index >= grid.count;
    let half = grid.tile * 0.5;
    let corner = max(abs(inside - half) - (half - vec2<f32>(grid.radius)), vec2<f32>(0.0));
    let distance = length(corner) - grid.radius;
    // Tiles that touch and have square corners must show no seam where a border falls inside a pixel.
    let seamless = grid.radius == 0.0 && all(grid.pitch == grid.tile);
    var coverage = select(clamp(0.5 - distance, 0.0, 1.0), 1.0, seamless);
    if outside {
        coverage = 0.0;
    }
    let scale = vec2<f32>(grid.image) / grid.tile;
    return Spot(grid.first + index, inside * scale, scale, coverage);
}

// The mean over the square that a pixel of the screen covers: crisp texels with smooth edges when enlarged, no moire when reduced.
fn sample(spot: Spot, channel: u32) -> f32 {
    let size = vec2<f32>(grid.image);
    let low = clamp(spot.texel - 0.5 * spot.footprint, vec2<f32>(0.0), size);
    let high = clamp(spot.texel + 0.5 * spot.footprint, vec2<f32>(0.0), size);
    let start = min(vec2<u32>(low), grid.image - 1u);
    let end = min(vec2<u32>(ceil(high)), min(start + 8u, grid.image));
    let base = spot.image * grid.image.x * grid.image.y;
    var sum = 0.0;
    var area = 0.0;
    for (var y = start.y; y < end.y; y++) {
        let tall = max(min(f32(y) + 1.0, high.y) - max(f32(y), low.y), 0.0);
        for (var x = start.x; x < end.x; x++) {
            let weight = tall * max(min(f32(x) + 1.0, high.x) - max(f32(x), low.x), 0.0);
            let at = (base + y * grid.image.x + x) * grid.channels + channel;
            sum += weight * values[at];
            area += weight;
        }
    }
    return sum / max(area, 1e-6);
}

// The value between the middles of the four texels around a place.
fn between(spot: Spot, channel: u32) -> f32 {
    let last = vec2<f32>(grid.image) - 1.0;
    let at = clamp(spot.texel - 0.5, vec2<f32>(0.0), last);
    let low = vec2<u32>(at);
    let high = min(low + 1u, grid.image - 1u);
    let part = at - vec2<f32>(low);
    let base = spot.image * grid.image.x * grid.image.y;
    let upper = mix(texel(base, low.x, low.y, channel), texel(base, high.x, low.y, channel), part.x);
    let lower = mix(texel(base, low.x, high.y, channel), texel(base, high.x, high.y, channel), part.x);
    return mix(upper, lower, part.y);
}

fn texel(base: u32, x: u32, y: u32, channel: u32) -> f32 {
    return values[(base + y * grid.image.x + x) * grid.channels + channel];
}

// Premultiplied, in the light that the target wants.
fn finish(color: vec3<f32>, coverage: f32) -> vec4<f32> {
    let bounded = clamp(color, vec3<f32>(0.0), vec3<f32>(1.0));
    let low = bounded / 12.92;
    let high = pow((bounded + 0.055) / 1.055, vec3<f32>(2.4));
    let light = select(high, low, bounded <= vec3<f32>(0.04045));
    let alpha = coverage * grid.opacity;
    return vec4<f32>(select(bounded, light, grid.linear == 1u) * alpha, alpha);
}

fn horner(t: f32, c: array<vec3<f32>, 7>) -> vec3<f32> {
    return c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * (c[5] + t * c[6])))));
}

// Polynomials fitted to matplotlib's viridis and magma, both perceptually uniform.
fn viridis(t: f32) -> vec3<f32> {
    return horner(t, array<vec3<f32>, 7>(
        vec3<f32>(0.2777273, 0.0054073, 0.3340998),
        vec3<f32>(0.1050930, 1.4046135, 1.3845902),
        vec3<f32>(-0.3308618, 0.2148476, 0.0950952),
        vec3<f32>(-4.6342305, -5.7991010, -19.3324410),
        vec3<f32>(6.2282699, 14.1799334, 56.6905526),
        vec3<f32>(4.7763850, -13.7451454, -65.3530326),
        vec3<f32>(-5.4354559, 4.6458526, 26.3124352),
    ));
}

fn magma(t: f32) -> vec3<f32> {
    return horner(t, array<vec3<f32>, 7>(
        vec3<f32>(-0.0021365, -0.0007497, -0.0053861),
        vec3<f32>(0.2516605, 0.6775232, 2.4940266),
        vec3<f32>(8.3537173, -3.5777195, 0.3144679),
        vec3<f32>(-27.6687331, 14.2647308, -13.6492132),
        vec3<f32>(52.1761398, -27.9436061, 12.9441694),
        vec3<f32>(-50.7685254, 29.0465828, 4.2341530),
        vec3<f32>(18.6557051, -11.4897735, -5.6019615),
    ));
}

// Blue below, orange above, and nearly black where nothing differs.
fn diverging(t: f32) -> vec3<f32> {
    let signed = 2.0 * t - 1.0;
    let cold = vec3<f32>(0.34, 0.71, 0.91);
    let warm = vec3<f32>(0.94, 0.62, 0.10);
    return mix(vec3<f32>(0.05), select(cold, warm, signed > 0.0), pow(abs(signed), 0.8));
}

// The same on a light ground: nearly white where nothing differs.
fn diverging_light(t: f32) -> vec3<f32> {
    let signed = 2.0 * t - 1.0;
    let cold = vec3<f32>(0.22, 0.52, 0.76);
    let warm = vec3<f32>(0.87, 0.49, 0.09);
    return mix(vec3<f32>(0.98), select(cold, warm, signed > 0.0), pow(abs(signed), 0.8));
}

fn mapped(value: f32) -> vec3<f32> {
    let t = clamp((value - grid.range.x) / (grid.range.y - grid.range.x), 0.0, 1.0);
    if grid.map == 0u {
        return viridis(t);
    }
    if grid.map == 1u {
        return magma(t);
    }
    if grid.map == 3u {
        return viridis(1.0 - t);
    }
    if grid.map == 4u {
        return diverging_light(t);
    }
    return diverging(t);
}
