//! The wgpu side of the particles: one pipeline, a buffer of instances a source, a uniform block a place on the screen.

use std::collections::HashMap;
use std::mem::offset_of;
use std::sync::Arc;

use eframe::egui_wgpu::{CallbackResources, CallbackTrait, RenderState, ScreenDescriptor, wgpu};
use egui::{Id, PaintCallbackInfo, Pos2, Rect, Vec2};

use super::gpu::{COMMON, KEPT_PASSES};
use super::particles::Particle;

const PARTICLES: &str = include_str!("../../../shaders/particles.wgsl");
/// Two triangles.
const CORNERS: u32 = 6;
/// The binding of the uniform block in `particles.wgsl`.
const BINDING: u32 = 2;
/// Buffers grow by this many marks at a time, so that a slowly growing list does not make a new one each time.
const STRIDE: u64 = 1024;

/// Where marks lie and how they look, in points of the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    pub(super) viewport: Rect,
    pub(super) origin: Pos2,
    pub(super) scale: Vec2,
    pub(super) radius: f32,
    pub(super) ring: f32,
    pub(super) edge: [f32; 4],
    pub(super) opacity: f32,
}

impl Placement {
    /// The uniform block of `particles.wgsl`, in pixels of the screen.
    fn block(&self, scale: f32, linear: bool) -> [f32; 16] {
        // As egui rounds the viewport.
        let corner = (self.viewport.min.to_vec2() * scale).round();
        let size = (self.viewport.max.to_vec2() * scale).round() - corner;
        let [r, g, b, a] = self.edge;
        [
            self.origin.x * scale,
            self.origin.y * scale,
            self.scale.x * scale,
            self.scale.y * scale,
            corner.x,
            corner.y,
            size.x,
            size.y,
            r,
            g,
            b,
            a,
            self.radius * scale,
            self.ring * scale,
            self.opacity,
            f32::from_bits(u32::from(linear)),
        ]
    }
}

/// Some marks of one frame.
pub(super) struct Callback {
    pub(super) id: Id,
    pub(super) source: Id,
    pub(super) pass: u64,
    pub(super) marks: Arc<[Particle]>,
    pub(super) count: u32,
    pub(super) placement: Placement,
}

impl CallbackTrait for Callback {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        if let Some(painter) = resources.get_mut::<Painter>() {
            painter.upload(device, queue, self);
            painter.place(device, queue, screen.pixels_per_point, self);
        }
        Vec::new()
    }

    fn paint(
        &self,
        _info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        resources: &CallbackResources,
    ) {
        let Some(painter) = resources.get::<Painter>() else {
            return;
        };
        let found = (painter.placed.get(&self.id)).zip(painter.uploaded.get(&self.source));
        let Some((placed, uploaded)) = found else {
            return;
        };
        pass.set_pipeline(&painter.pipeline);
        pass.set_bind_group(0, &placed.bind, &[]);
        pass.set_vertex_buffer(0, uploaded.buffer.slice(..));
        pass.draw(0..CORNERS, 0..self.count.min(uploaded.marks.len() as u32));
    }
}

/// Marks on the GPU.
struct Uploaded {
    marks: Arc<[Particle]>,
    buffer: wgpu::Buffer,
    pass: u64,
}

/// A uniform block and its bind group.
struct Placed {
    block: wgpu::Buffer,
    bind: wgpu::BindGroup,
    pass: u64,
}

struct Painter {
    layout: wgpu::BindGroupLayout,
    pipeline: wgpu::RenderPipeline,
    linear: bool,
    uploaded: HashMap<Id, Uploaded>,
    placed: HashMap<Id, Placed>,
}

/// Makes the pipeline, once, with the render state of the window.
pub(super) fn install(state: &RenderState) {
    let painter = Painter::new(&state.device, state.target_format);
    state.renderer.write().callback_resources.insert(painter);
}

impl Painter {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("particles"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: BINDING,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        Self {
            pipeline: pipeline(device, &layout, format),
            layout,
            linear: format.is_srgb(),
            uploaded: HashMap::new(),
            placed: HashMap::new(),
        }
    }

    /// Uploads marks that are new under their name, into the buffer that is there if they fit.
    fn upload(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, callback: &Callback) {
        let bytes: &[u8] = bytemuck::cast_slice(&callback.marks);
        if let Some(old) = self.uploaded.get_mut(&callback.source) {
            old.pass = callback.pass;
            if Arc::ptr_eq(&old.marks, &callback.marks) {
                return;
            }
            if old.buffer.size() >= bytes.len() as u64 {
                queue.write_buffer(&old.buffer, 0, bytes);
                old.marks = Arc::clone(&callback.marks);
                return;
            }
        }
        let mark = size_of::<Particle>() as u64;
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("particles"),
            size: (bytes.len() as u64).next_multiple_of(STRIDE * mark),
            usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        queue.write_buffer(&buffer, 0, bytes);
        let (marks, pass) = (Arc::clone(&callback.marks), callback.pass);
        let uploaded = Uploaded {
            marks,
            buffer,
            pass,
        };
        self.uploaded.insert(callback.source, uploaded);
        self.uploaded.retain(|_, u| u.pass + KEPT_PASSES >= pass);
    }

    fn place(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, scale: f32, marks: &Callback) {
        let block = marks.placement.block(scale, self.linear);
        let layout = &self.layout;
        let placed = self.placed.entry(marks.id).or_insert_with(|| {
            let block = device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("particles: placement"),
                size: size_of_val(&block) as u64,
                usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            });
            let bind = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("particles"),
                layout,
                entries: &[wgpu::BindGroupEntry {
                    binding: BINDING,
                    resource: block.as_entire_binding(),
                }],
            });
            Placed {
                block,
                bind,
                pass: marks.pass,
            }
        });
        placed.pass = marks.pass;
        queue.write_buffer(&placed.block, 0, bytemuck::cast_slice(&block));
        let pass = marks.pass;
        self.placed.retain(|_, p| p.pass + KEPT_PASSES >= pass);
    }
}

fn pipeline(
    device: &wgpu::Device,
    bind: &wgpu::BindGroupLayout,
    format: wgpu::TextureFormat,
) -> wgpu::RenderPipeline {
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("particles"),
        source: wgpu::ShaderSource::Wgsl(format!("{COMMON}\n{PARTICLES}").into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("particles"),
        bind_group_layouts: &[Some(bind)],
        immediate_size: 0,
    });
    let attribute = |format, offset: usize, shader_location| wgpu::VertexAttribute {
        format,
        offset: offset as u64,
        shader_location,
    };
    let attributes = [
        attribute(wgpu::VertexFormat::Float32x2, offset_of!(Particle, at), 0),
        attribute(wgpu::VertexFormat::Unorm8x4, offset_of!(Particle, color), 1),
    ];
    let instances = wgpu::VertexBufferLayout {
        array_stride: size_of::<Particle>() as u64,
        step_mode: wgpu::VertexStepMode::Instance,
        attributes: &attributes,
    };
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("particles"),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some("vs_particles"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[Some(instances)],
        },
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: Some("fs_main"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format,
                blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        multiview_mask: None,
        cache: None,
    })
}
