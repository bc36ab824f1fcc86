//! The only file that knows eframe's wgpu and burn: which device there is, and how the window and the engine share it.
//!
//! The window creates the device, because only it has the surface; burn registers it once. The device must offer everything
//! the adapter has, since burn's kernels ask the adapter, not the device, what they may use.

mod health;

pub use health::Health;

use std::sync::Arc;

use burn::tensor::Device;
use burn::tensor::wgpu::MemoryConfiguration;
use burn_wgpu::WgpuSetup;
use eframe::egui_wgpu::{self, RenderState, WgpuConfiguration, WgpuSetupCreateNew, wgpu};
use serde::Serialize;

use crate::spec::DeviceChoice;
use crate::text::Trouble;

/// What a device is, in words for the status bar and the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// What stands behind it.
    pub kind: Kind,
    /// The name the driver gives, or `flex` on the CPU.
    pub name: String,
    /// The graphics interface: `vulkan`, `metal`, `dx12`, `gl`, or `none` on the CPU.
    pub backend: String,
}

/// What stands behind a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The processor, through burn's flex.
    Cpu,
    /// A graphics card through wgpu.
    Hardware,
    /// A software rasteriser through wgpu: correct, and slow.
    Software,
}

/// A device that models train on.
#[derive(Clone)]
pub struct Compute {
    device: Device,
    /// What it is.
    pub about: About,
    /// How it is.
    pub health: Health,
}

impl Compute {
    /// The device as burn knows it.
    pub fn device(&self) -> &Device {
        &self.device
    }
}

/// The devices of this process: the processor always, wgpu where it could be had.
#[derive(Clone)]
pub struct Devices {
    cpu: Compute,
    gpu: Result<Compute, Trouble>,
}

impl Devices {
    /// The processor alone, for callers that never ask for a GPU.
    pub fn cpu_only() -> Self {
        Self {
            cpu: cpu(),
            gpu: Err(Trouble::new("error-gpu-none")),
        }
    }

    /// What a program without a window can use; a GPU is opened only where the choice may fall on it.
    pub fn headless(choice: DeviceChoice) -> Self {
        let gpu = match choice {
            DeviceChoice::Cpu => Err(Trouble::new("error-gpu-none")),
            DeviceChoice::Auto if !adapters().iter().any(|about| about.kind == Kind::Hardware) => {
                Err(Trouble::new("error-gpu-none"))
            }
            DeviceChoice::Auto | DeviceChoice::Gpu => open(),
        };
        Self { cpu: cpu(), gpu }
    }

    /// The processor, and the device that the window draws with.
    pub fn of_window(state: &RenderState) -> Self {
        Self {
            cpu: cpu(),
            gpu: share(state),
        }
    }

    /// The device behind a choice: `auto` takes a hardware GPU, and the processor where there is none.
    ///
    /// # Errors
    /// If a GPU is asked for and there is none that can compute, or it is lost.
    pub fn choose(&self, choice: DeviceChoice) -> Result<&Compute, Trouble> {
        match (choice, &self.gpu) {
            (DeviceChoice::Cpu, _) => Ok(&self.cpu),
            (DeviceChoice::Gpu, Ok(gpu)) if gpu.health.lost().is_some() => {
                Err(Trouble::new("error-gpu-lost").with("name", &gpu.about.name))
            }
            (DeviceChoice::Auto, Ok(gpu)) if gpu.health.lost().is_some() => Ok(&self.cpu),
            (DeviceChoice::Gpu, gpu) => gpu.as_ref().map_err(Clone::clone),
            (DeviceChoice::Auto, Ok(gpu)) if gpu.about.kind == Kind::Hardware => Ok(gpu),
            (DeviceChoice::Auto, _) => Ok(&self.cpu),
        }
    }

    /// The health of the device behind wgpu, where there is one.
    pub fn health(&self) -> Option<&Health> {
        self.gpu.as_ref().ok().map(|compute| &compute.health)
    }

    /// What wgpu offers here.
    ///
    /// # Errors
    /// Why it offers nothing.
    pub fn gpu(&self) -> Result<&About, &Trouble> {
        self.gpu.as_ref().map(|compute| &compute.about)
    }

    /// Why `auto` does not take wgpu here, as a key of the locales; `None` where it does.
    pub fn why_cpu(&self) -> Option<&'static str> {
        match &self.gpu {
            Ok(gpu) if gpu.about.kind == Kind::Hardware => None,
            Ok(_) => Some("device-why-software"),
            Err(_) => Some("device-why-none"),
        }
    }
}

/// The adapters that wgpu sees, best first.
pub fn adapters() -> Vec<About> {
    let instance = instance();
    let found = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    let mut found: Vec<About> = found
        .iter()
        .map(|adapter| about(&adapter.get_info()))
        .collect();
    found.sort_by_key(|about| about.kind != Kind::Hardware);
    found
}

/// How eframe is to create the device that burn will share.
pub fn window_configuration() -> WgpuConfiguration {
    WgpuConfiguration {
        wgpu_setup: window_setup().into(),
        ..WgpuConfiguration::default()
    }
}

/// The device set-up behind [`window_configuration`], for tests that draw without a window.
pub fn window_setup() -> WgpuSetupCreateNew {
    WgpuSetupCreateNew {
        native_adapter_selector: Some(Arc::new(|adapters, surface| {
            let fits =
                |a: &&wgpu::Adapter| surface.is_none_or(|surface| a.is_surface_supported(surface));
            let mut fitting: Vec<&wgpu::Adapter> = adapters.iter().filter(fits).collect();
            fitting.sort_by_key(|adapter| preference(&adapter.get_info()));
            fitting
                .first()
                .map(|adapter| (*adapter).clone())
                .ok_or_else(|| "no graphics adapter can draw in this window".to_owned())
        })),
        device_descriptor: Arc::new(descriptor),
        ..WgpuSetupCreateNew::without_display_handle()
    }
}

/// Everything the adapter has: burn's kernels read features and limits off the adapter.
fn descriptor(adapter: &wgpu::Adapter) -> wgpu::DeviceDescriptor<'static> {
    let unwanted =
        wgpu::Features::MAPPABLE_PRIMARY_BUFFERS | wgpu::Features::all_experimental_mask();
    wgpu::DeviceDescriptor {
        label: Some("genera"),
        required_features: adapter.features().difference(unwanted),
        required_limits: adapter.limits(),
        memory_hints: wgpu::MemoryHints::MemoryUsage,
        trace: wgpu::Trace::Off,
        experimental_features: wgpu::ExperimentalFeatures::disabled(),
    }
}

fn cpu() -> Compute {
    let about = About {
        kind: Kind::Cpu,
        name: "flex".to_owned(),
        backend: "none".to_owned(),
    };
    Compute {
        device: Device::flex(),
        about,
        health: Health::default(),
    }
}

/// Hands the window's device to burn. To be done once a process: burn does not notice repetitions.
fn share(state: &RenderState) -> Result<Compute, Trouble> {
    register(
        state.instance.clone(),
        state.adapter.clone(),
        &state.device,
        state.queue.clone(),
    )
}

/// Opens a device of our own, for programs without a window.
fn open() -> Result<Compute, Trouble> {
    let instance = instance();
    let mut found = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    found.sort_by_key(|adapter| preference(&adapter.get_info()));
    let adapter = found
        .into_iter()
        .next()
        .ok_or_else(|| Trouble::new("error-gpu-none"))?;
    let (device, queue) = pollster::block_on(adapter.request_device(&descriptor(&adapter)))
        .map_err(|why| Trouble::new("error-gpu-open").with("why", why))?;
    register(instance, adapter, &device, queue)
}

fn register(
    instance: wgpu::Instance,
    adapter: wgpu::Adapter,
    device: &wgpu::Device,
    queue: wgpu::Queue,
) -> Result<Compute, Trouble> {
    let info = adapter.get_info();
    let about = about(&info);
    if info.backend == wgpu::Backend::Gl
        || adapter.limits().max_compute_invocations_per_workgroup == 0
    {
        return Err(Trouble::new("error-gpu-no-compute").with("name", about.name));
    }
    let setup = WgpuSetup {
        instance,
        adapter,
        device: device.clone(),
        queue,
        backend: info.backend,
    };
    let registered = Device::wgpu_options()
        .memory_config(MemoryConfiguration::ExclusivePages)
        .setup(setup)
        .init()
        .map_err(|why| Trouble::new("error-gpu-open").with("why", why))?;
    Ok(Compute {
        device: registered,
        health: watched(device, &about),
        about,
    })
}

/// Listens to the device in burn's place: burn's own handler panics on any error, also on one of the window's shaders.
fn watched(device: &wgpu::Device, about: &About) -> Health {
    let health = Health::default();
    let (of_errors, of_loss) = (health.clone(), health.clone());
    let name = about.name.clone();
    device.on_uncaptured_error(Arc::new(move |error| {
        log::error!("wgpu: {error}");
        if of_errors.lost().is_none() {
            of_errors.complain(complaint(&error, &name));
        }
    }));
    device.set_device_lost_callback(move |reason, why| of_loss.lose(format!("{reason:?} {why}")));
    health.of(device)
}

fn complaint(error: &wgpu::Error, name: &str) -> Trouble {
    let key = match error {
        wgpu::Error::OutOfMemory { .. } => "trouble-gpu-memory",
        wgpu::Error::Validation { .. } | wgpu::Error::Internal { .. } => "trouble-gpu-refused",
    };
    let text = error.to_string();
    let why = text.lines().map(str::trim).find(|line| !line.is_empty());
    Trouble::new(key)
        .with("name", name)
        .with("why", why.unwrap_or_default())
}

fn instance() -> wgpu::Instance {
    // OpenGL could draw without a window but not compute, and looking for it wakes every display there is.
    let descriptor = wgpu::InstanceDescriptor::new_without_display_handle_from_env();
    wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: descriptor.backends & wgpu::Backends::PRIMARY,
        ..descriptor
    })
}

/// Smaller is better: the adapter named in `WGPU_ADAPTER_NAME`, then hardware, then anything that is not GL.
fn preference(info: &wgpu::AdapterInfo) -> (bool, bool, bool, bool) {
    let named = std::env::var("WGPU_ADAPTER_NAME")
        .unwrap_or_default()
        .to_lowercase();
    let matches = !named.is_empty() && info.name.to_lowercase().contains(&named);
    let software = info.device_type == wgpu::DeviceType::Cpu;
    let gl = info.backend == wgpu::Backend::Gl;
    (
        !matches,
        gl,
        software,
        info.device_type != wgpu::DeviceType::DiscreteGpu,
    )
}

fn about(info: &wgpu::AdapterInfo) -> About {
    let kind = if info.device_type == wgpu::DeviceType::Cpu {
        Kind::Software
    } else {
        Kind::Hardware
    };
    About {
        kind,
        name: info.name.clone(),
        backend: info.backend.to_str().to_owned(),
    }
}

/// The wgpu handle types that painters draw with.
pub use egui_wgpu::CallbackTrait;
