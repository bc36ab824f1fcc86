//! The weights of a run alone, for whoever rebuilds its net elsewhere.

use std::collections::BTreeMap;

use burn::tensor::TensorData;

use super::tensors;
use crate::families::State;

/// The weights of a state as the bytes of a safetensors file. With `averaged`, the average of the past stands in the place of
/// the part of the net whose names begin so, as it does in pictures and measures.
///
/// # Errors
/// If a tensor is of a type that no file is written of.
pub fn weights(state: &State, family: &str, averaged: Option<&str>) -> std::io::Result<Vec<u8>> {
    let below = |prefix: &'static str| {
        let named = move |(name, data)| Some((str::strip_prefix(name, prefix)?, data));
        let tensors = state.iter().map(|(name, data)| (name.as_str(), data));
        tensors.filter_map(named)
    };
    let of_net = below("model.").map(|(name, data)| (name.to_owned(), data));
    let mut weights: BTreeMap<String, &TensorData> = of_net.collect();
    if let Some(part) = averaged {
        weights.extend(below("average.").map(|(name, data)| (format!("{part}{name}"), data)));
    }
    let named = weights.iter().map(|(name, data)| (name.as_str(), *data));
    tensors::pack(&named.collect(), family)
}
