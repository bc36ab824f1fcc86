//! Tensors in files, as safetensors.

use std::collections::{BTreeMap, HashMap};

use burn::tensor::{DType, TensorData};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use crate::text::Trouble;

const FAMILY: &str = "family";

/// Tensors by name as a file, with a word on how to read them.
pub(super) fn pack(
    tensors: &BTreeMap<&str, &TensorData>,
    family: &str,
) -> std::io::Result<Vec<u8>> {
    let mut views = Vec::with_capacity(tensors.len());
    for (name, data) in tensors {
        let dtype = match data.dtype() {
            DType::F32 => Dtype::F32,
            DType::I64 => Dtype::I64,
            other => {
                return Err(std::io::Error::other(format!(
                    "{name} has the type {other:?}"
                )));
            }
        };
        let view = TensorView::new(dtype, data.shape().to_vec(), data.as_bytes())
            .map_err(std::io::Error::other)?;
        views.push((*name, view));
    }
    let about = HashMap::from([
        (FAMILY.to_owned(), family.to_owned()),
        (
            "layout".to_owned(),
            "row-major; a linear layer is y = x @ weight + bias with weight [inputs, outputs]"
                .to_owned(),
        ),
    ]);
    safetensors::serialize(views, Some(about)).map_err(std::io::Error::other)
}

/// The family that a file of tensors says it is of.
pub(super) fn family(bytes: &[u8]) -> Option<String> {
    let (_, about) = SafeTensors::read_metadata(bytes).ok()?;
    about.metadata().as_ref()?.get(FAMILY).cloned()
}

/// All tensors of a file.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<(String, TensorData)>, Trouble> {
    let tensors = SafeTensors::deserialize(bytes)
        .map_err(|why| Trouble::new("damage-tensors").with("why", why))?;
    tensors
        .tensors()
        .into_iter()
        .map(|(name, view)| tensor(&name, &view).map(|data| (name, data)))
        .collect()
}

fn tensor(name: &str, view: &TensorView) -> Result<TensorData, Trouble> {
    let dtype = match view.dtype() {
        Dtype::F32 => DType::F32,
        Dtype::I64 => DType::I64,
        other => {
            return Err(Trouble::new("misfit-type")
                .with("tensor", name)
                .with("found", format!("{other:?}").to_lowercase())
                .with("wanted", "f32"));
        }
    };
    let data = TensorData::from_bytes_vec(view.data().to_vec(), view.shape().to_vec(), dtype);
    if is_finite(&data) {
        Ok(data)
    } else {
        Err(Trouble::new("misfit-value").with("tensor", name))
    }
}

/// Whether every number is one: no infinity, and no NaN.
pub(super) fn is_finite(data: &TensorData) -> bool {
    data.dtype() != DType::F32 || data.iter::<f32>().all(f32::is_finite)
}
