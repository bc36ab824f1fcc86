// A grid of small images, grey or in colour, straight from their intensities.

@fragment
fn fs_main(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let spot = locate(position.xy);
    if spot.coverage <= 0.0 {
        discard;
    }
    if grid.channels < 3u {
        return finish(vec3<f32>(sample(spot, 0u)), spot.coverage);
    }
    let color = vec3<f32>(sample(spot, 0u), sample(spot, 1u), sample(spot, 2u));
    return finish(color, spot.coverage);
}
