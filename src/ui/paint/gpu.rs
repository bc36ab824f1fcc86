//! The wgpu side of the painters: two pipelines, the uploaded numbers by source, and a bind group a grid on the screen.

use std::collections::HashMap;
use std::sync::Arc;

use eframe::egui_wgpu::{CallbackResources, CallbackTrait, RenderState, ScreenDescriptor, wgpu};
use egui::{Id, PaintCallbackInfo, Pos2, Vec2};

use super::{ColorMap, Look};

/// What all shaders share.
pub(super) const COMMON: &str = include_str!("../../../shaders/common.wgsl");
const IMAGE_GRID: &str = include_str!("../../../shaders/image_grid.wgsl");
const HEAT_MAP: &str = include_str!("../../../shaders/heat_map.wgsl");
/// What has not been on the screen for this many passes is given back.
pub(super) const KEPT_PASSES: u64 = 600;

/// Makes the pipelines, once, with the render state of the window.
pub fn install(state: &RenderState) {
    let painters = Painters::new(&state.device, state.target_format);
    state.renderer.write().callback_resources.insert(painters);
    super::particles_gpu::install(state);
}

/// Where a grid lies and how it looks, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    pub(super) origin: Pos2,
    pub(super) tile: Vec2,
    pub(super) pitch: Vec2,
    pub(super) radius: f32,
    pub(super) opacity: f32,
    pub(super) image: [u32; 2],
    pub(super) columns: u32,
    pub(super) count: u32,
    pub(super) channels: u32,
    pub(super) first: u32,
    pub(super) look: Look,
}

impl Placement {
    /// The uniform block of `common.wgsl`, in pixels of the screen.
    fn block(&self, scale: f32, linear: bool) -> [u32; 20] {
        let px = |points: f32| (points * scale).to_bits();
        // The first tile starts on a whole pixel, so that texels of whole scale stay crisp.
        let snapped = |points: f32| (points * scale).round().to_bits();
        let (map, [low, high], smooth) = match self.look {
            Look::Picture => (ColorMap::Viridis, [0.0, 1.0], 0),
            Look::Heat(map, range) => (map, range, 0),
            Look::Field(map, range) => (map, range, 1),
            Look::Surface(map, range) => (map, range, 2),
        };
        [
            snapped(self.origin.x),
            snapped(self.origin.y),
            px(self.tile.x),
            px(self.tile.y),
            px(self.pitch.x),
            px(self.pitch.y),
            px(self.radius),
            self.opacity.to_bits(),
            self.image[0],
            self.image[1],
            self.columns,
            self.count,
            self.channels,
            self.first,
            map.number(),
            u32::from(linear),
            low.to_bits(),
            high.to_bits(),
            smooth,
            0,
        ]
    }
}

/// One grid of one frame.
pub(super) struct Callback {
    pub(super) id: Id,
    pub(super) source: Id,
    pub(super) pass: u64,
    pub(super) values: Arc<[f32]>,
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
        if let Some(painters) = resources.get_mut::<Painters>() {
            painters.prepare(device, queue, screen.pixels_per_point, self);
        }
        Vec::new()
    }

    fn paint(
        &self,
        _info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        resources: &CallbackResources,
    ) {
        let Some(painters) = resources.get::<Painters>() else {
            return;
        };
        let Some(placed) = painters.placed.get(&self.id) else {
            return;
        };
        pass.set_pipeline(match self.placement.look {
            Look::Picture => &painters.image_grid,
            Look::Heat(..) | Look::Field(..) | Look::Surface(..) => &painters.heat_map,
        });
        pass.set_bind_group(0, &placed.bind, &[]);
        pass.draw(0..3, 0..1);
    }
}

/// Numbers on the GPU.
struct Uploaded {
    values: Arc<[f32]>,
    buffer: wgpu::Buffer,
    /// Counts the buffers that there have been under one name.
    generation: u64,
    pass: u64,
}

/// A grid's uniform block, bound together with its numbers.
struct Placed {
    block: wgpu::Buffer,
    bind: wgpu::BindGroup,
    source: Id,
    generation: u64,
    pass: u64,
}

struct Painters {
    layout: wgpu::BindGroupLayout,
    image_grid: wgpu::RenderPipeline,
    heat_map: wgpu::RenderPipeline,
    linear: bool,
    uploaded: HashMap<Id, Uploaded>,
    placed: HashMap<Id, Placed>,
}

impl Painters {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Buffer {
                ty,
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("tiles"),
            entries: &[
                entry(0, wgpu::BufferBindingType::Uniform),
                entry(1, wgpu::BufferBindingType::Storage { read_only: true }),
            ],
        });
        Self {
            image_grid: pipeline(device, &layout, format, "image_grid", IMAGE_GRID),
            heat_map: pipeline(device, &layout, format, "heat_map", HEAT_MAP),
            layout,
            linear: format.is_srgb(),
            uploaded: HashMap::new(),
            placed: HashMap::new(),
        }
    }

    fn prepare(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        scale: f32,
        tiles: &Callback,
    ) {
        let generation = self.upload(device, queue, tiles);
        let block = tiles.placement.block(scale, self.linear);
        let fits =
            |placed: &Placed| placed.source == tiles.source && placed.generation == generation;
        if let Some(placed) = self.placed.get_mut(&tiles.id).filter(|placed| fits(placed)) {
            placed.pass = tiles.pass;
            queue.write_buffer(&placed.block, 0, bytemuck::cast_slice(&block));
            return;
        }
        let Some(uploaded) = self.uploaded.get(&tiles.source) else {
            return;
        };
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("tiles: placement"),
            size: size_of_val(&block) as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        queue.write_buffer(&buffer, 0, bytemuck::cast_slice(&block));
        let bind = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("tiles"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: buffer.as_entire_binding(),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: uploaded.buffer.as_entire_binding(),
                },
            ],
        });
        self.forget(tiles.pass);
        self.placed.insert(
            tiles.id,
            Placed {
                block: buffer,
                bind,
                source: tiles.source,
                generation,
                pass: tiles.pass,
            },
        );
    }

    /// Uploads numbers that are new under their name, into the buffer that is there if they fit.
    fn upload(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, tiles: &Callback) -> u64 {
        let bytes: &[u8] = bytemuck::cast_slice(&tiles.values);
        let old = self.uploaded.get_mut(&tiles.source);
        let mut generation = 0;
        if let Some(old) = old {
            old.pass = tiles.pass;
            if Arc::ptr_eq(&old.values, &tiles.values) {
                return old.generation;
            }
            if old.buffer.size() == bytes.len() as u64 {
                queue.write_buffer(&old.buffer, 0, bytes);
                old.values = Arc::clone(&tiles.values);
                return old.generation;
            }
            generation = old.generation + 1;
        }
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("tiles: values"),
            size: bytes.len().max(4) as u64,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        queue.write_buffer(&buffer, 0, bytes);
        self.uploaded.insert(
            tiles.source,
            Uploaded {
                values: Arc::clone(&tiles.values),
                buffer,
                generation,
                pass: tiles.pass,
            },
        );
        generation
    }

    fn forget(&mut self, pass: u64) {
        self.placed.retain(|_, p| p.pass + KEPT_PASSES >= pass);
        self.uploaded.retain(|_, u| u.pass + KEPT_PASSES >= pass);
    }
}

fn pipeline(
    device: &wgpu::Device,
    bind: &wgpu::BindGroupLayout,
    format: wgpu::TextureFormat,
    name: &str,
    source: &str,
) -> wgpu::RenderPipeline {
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(name),
        source: wgpu::ShaderSource::Wgsl(format!("{COMMON}\n{source}").into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(name),
        bind_group_layouts: &[Some(bind)],
        immediate_size: 0,
    });
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(name),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some("vs_main"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[],
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
