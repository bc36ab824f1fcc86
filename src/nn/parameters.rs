//! The parameters of a module by path, for files and descriptions.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::tensor::{DType, Tensor, TensorData};

use super::state::{as_it_is, fitting};
use crate::text::Trouble;

/// Every parameter of a module under its path: `encoder.layers.0.weight`.
pub fn parameters<M: Module>(module: &M) -> BTreeMap<String, TensorData> {
    let mut collect = Collect(BTreeMap::new(), Vec::new());
    module.visit(&mut collect);
    collect.0
}

/// Puts values in place of a module's parameters; `prefix` stands before every path.
///
/// # Errors
/// The first parameter that is missing, or has another shape or type.
pub fn load_parameters<M: Module>(
    module: M,
    prefix: &str,
    values: &BTreeMap<String, TensorData>,
) -> Result<M, Trouble> {
    let mut load = Load {
        values,
        prefix,
        path: Vec::new(),
        misfit: None,
    };
    let module = module.map(&mut load);
    load.misfit.map_or(Ok(module), Err)
}

struct Collect(BTreeMap<String, TensorData>, Vec<String>);

impl ModuleVisitor for Collect {
    fn enter_module(&mut self, name: &str, _kind: &str) {
        self.1.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _kind: &str) {
        self.1.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0
            .insert(self.1.join("."), as_it_is(param.val().inner()));
    }

    fn visit_float_with_path<const D: usize>(
        &mut self,
        path: &[String],
        _id: ParamId,
        tensor: &Tensor<D>,
    ) {
        self.0
            .insert(path.join("."), as_it_is(tensor.clone().inner()));
    }
}

struct Load<'a> {
    values: &'a BTreeMap<String, TensorData>,
    prefix: &'a str,
    path: Vec<String>,
    misfit: Option<Trouble>,
}

impl ModuleMapper for Load<'_> {
    fn enter_module(&mut self, name: &str, _kind: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _kind: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let path = format!("{}{}", self.prefix, self.path.join("."));
        let data = match fitting(self.values, &path, DType::F32, &param.dims()) {
            Ok(data) => data,
            Err(misfit) => {
                self.misfit.get_or_insert(misfit);
                return param;
            }
        };
        param.map(|old| Tensor::from_data(data.clone(), &old.device()).require_grad())
    }
}
