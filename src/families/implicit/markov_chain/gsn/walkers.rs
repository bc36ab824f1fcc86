//! Examples on their way through the chain, for walkback.

use burn::tensor::{DType, Device, Tensor};

use crate::families::State;
use crate::nn::{Noise, as_it_is, fitting};
use crate::text::Trouble;

/// The names, in files, of where walkers are and where they belong.
const AT: &str = "walkers.at";
const HOME: &str = "walkers.home";

/// Examples on their way through the chain, each with what it set out from.
#[derive(Clone)]
pub(super) struct Walkers {
    /// Where they are. `[batch, dims]`
    pub(super) at: Tensor<2>,
    /// Where they are to return to. `[batch, dims]`
    pub(super) home: Tensor<2>,
}

impl Walkers {
    /// The walkers of a step on fresh examples, x `[batch, dims]`: each of those there are goes on with probability w / (1 + w),
    /// so that it takes w steps on average; the others give way to fresh examples.
    pub(super) fn next(old: Option<&Self>, x: Tensor<2>, walkback: f64, noise: Noise) -> Self {
        let ([count, dims], device) = (x.dims(), x.device());
        let fresh = Self {
            at: x.clone(),
            home: x,
        };
        let Some(old) = old else {
            return fresh;
        };
        if old.at.dims() != [count, dims] || walkback == 0.0 {
            return fresh;
        }
        let coin = noise.uniform("walkback", [count, 1], &device);
        let goes_on = coin
            .lower_elem(walkback / (1.0 + walkback))
            .repeat_dim(1, dims); // [batch, dims]
        Self {
            at: fresh.at.mask_where(goes_on.clone(), old.at.clone()),
            home: fresh.home.mask_where(goes_on, old.home.clone()),
        }
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        2 * self.at.dims().iter().product::<usize>() * size_of::<f32>()
    }

    /// Adds them to what is written to a file.
    pub(super) fn keep(&self, state: &mut State) {
        state.insert(AT.to_owned(), as_it_is(self.at.clone()));
        state.insert(HOME.to_owned(), as_it_is(self.home.clone()));
    }

    /// Those of a file; before the first step nobody walks.
    ///
    /// # Errors
    /// The first tensor that is missing, or has another shape or type, as a part of a sentence.
    pub(super) fn of(state: &State, dims: usize, device: &Device) -> Result<Option<Self>, Trouble> {
        let count = state.get(AT).and_then(|data| data.shape().first().copied());
        let Some(count) = count else {
            return Ok(None);
        };
        let tensor = |name: &str| -> Result<Tensor<2>, Trouble> {
            let data = fitting(state, name, DType::F32, &[count, dims])?;
            Ok(Tensor::from_data(data.clone(), device))
        };
        Ok(Some(Self {
            at: tensor(AT)?,
            home: tensor(HOME)?,
        }))
    }
}
