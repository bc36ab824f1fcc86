//! Tensors in files, as safetensors.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use burn::tensor::{DType, TensorData};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::files::write_synced;

/// Writes tensors by name, with a word on how to read them.
pub(super) fn write_tensors(
    path: &Path,
    tensors: &BTreeMap<&str, &TensorData>,
    family: &str,
) -> std::io::Result<()> {
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
        ("family".to_owned(), family.to_owned()),
        (
            "layout".to_owned(),
            "row-major; a linear layer is y = x @ weight + bias with weight [inputs, outputs]"
                .to_owned(),
        ),
    ]);
    let bytes = safetensors::serialize(views, Some(about)).map_err(std::io::Error::other)?;
    write_synced(path, &bytes)
}

/// Reads all tensors of a file.
pub(super) fn read_tensors(path: &Path) -> Result<Vec<(String, TensorData)>, String> {
    let bytes = fs::read(path).map_err(|why| why.to_string())?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|why| why.to_string())?;
    tensors
        .tensors()
        .into_iter()
        .map(|(name, view)| {
            let dtype = match view.dtype() {
                Dtype::F32 => DType::F32,
                Dtype::I64 => DType::I64,
                other => return Err(format!("{name} has the type {other:?}")),
            };
            Ok((
                name,
                TensorData::from_bytes_vec(view.data().to_vec(), view.shape().to_vec(), dtype),
            ))
        })
        .collect()
}
