//! Operations on the tape whose way back is derived by hand: tensors as their backend knows them, and where they stand on the tape.

use burn::backend::autodiff::ops::NodeGuard;
use burn::backend::{Autodiff, Backend, DispatchKindConversion, DispatchTensor};
use burn::tensor::Tensor;

/// Where a tensor stands on the tape, and a constant where it does not; `None` where it lives on another backend.
pub(super) fn node<B: Backend, const D: usize>(tensor: &Tensor<D>) -> Option<NodeGuard>
where
    DispatchTensor: DispatchKindConversion<Autodiff<B>>,
{
    let tensor = if tensor.is_autodiff() {
        tensor.clone()
    } else {
        Tensor::from_inner(tensor.clone())
    };
    let primitive = tensor.try_into_primitive::<Autodiff<B>>().ok()?;
    Some(primitive.node())
}

/// A tensor without a tape, which lives on this backend, as the backend knows it.
pub(super) fn primitive<B: Backend, const D: usize>(tensor: Tensor<D>) -> B::FloatTensorPrimitive
where
    DispatchTensor: DispatchKindConversion<B>,
{
    match tensor.try_into_primitive::<B>() {
        Ok(primitive) => primitive,
        Err(why) => unreachable!("the tensors of one layer live on one device: {why:?}"),
    }
}

/// The sum over all places of all pictures, `[batch, places, channels]` to `[channels]`, as a product, picture by picture: a plain sum
/// would leave so many numbers to the few threads that so small a result has.
pub(super) fn over_places(x: Tensor<3>) -> Tensor<1> {
    let [batch, places, channels] = x.dims();
    let ones = Tensor::ones([batch, 1, places], &x.device());
    ones.matmul(x).sum_dim(0).reshape([channels])
}
