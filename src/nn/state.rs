//! Tensors from a file, held against what they are needed for before anything is built from them.

use std::collections::BTreeMap;

use burn::tensor::{DType, Tensor, TensorData};

use crate::text::Trouble;

/// The numbers of a tensor as they are now.
///
/// What `into_data` gives of a graphics card is read when it is first looked at, and by then a step may have moved the numbers where
/// they lie. What is kept beyond the next step is therefore read here.
pub fn as_it_is<const D: usize>(tensor: Tensor<D>) -> TensorData {
    let shape = tensor.dims();
    let numbers: Vec<f32> = tensor.into_data().iter().collect();
    TensorData::new(numbers, shape)
}

/// The tensor under a name, if it is there with this type and shape.
///
/// # Errors
/// What is wrong with it, as a part of a sentence.
pub fn fitting<'a>(
    state: &'a BTreeMap<String, TensorData>,
    name: &str,
    dtype: DType,
    shape: &[usize],
) -> Result<&'a TensorData, Trouble> {
    let data = state
        .get(name)
        .ok_or_else(|| Trouble::new("misfit-missing").with("tensor", name))?;
    if data.dtype() != dtype {
        return Err(Trouble::new("misfit-type")
            .with("tensor", name)
            .with("found", format!("{:?}", data.dtype()).to_lowercase())
            .with("wanted", format!("{dtype:?}").to_lowercase()));
    }
    if data.shape()[..] != *shape {
        return Err(Trouble::new("misfit-shape")
            .with("tensor", name)
            .with("found", format!("{:?}", &data.shape()[..]))
            .with("wanted", format!("{shape:?}")));
    }
    Ok(data)
}

/// A number of steps, or another count, under a name.
///
/// # Errors
/// What is wrong with it, as a part of a sentence.
pub fn count(state: &BTreeMap<String, TensorData>, name: &str) -> Result<u64, Trouble> {
    fitting(state, name, DType::I64, &[1])?
        .iter::<i64>()
        .next()
        .and_then(|count| u64::try_from(count).ok())
        .ok_or_else(|| Trouble::new("misfit-value").with("tensor", name))
}
