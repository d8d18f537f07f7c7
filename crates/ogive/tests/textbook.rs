//! The runs printed in the textbook, digit by digit: what the example `textbook` shows.

#[allow(dead_code)] // its main
#[path = "../examples/textbook.rs"]
mod textbook;

#[test]
fn the_four_runs() {
    let expected = "\
nn.Sigmoid()
  input        [[[[1.0000, 1.0000], [1.0000, 1.0000]]]]
  output       [[[[0.7311, 0.7311], [0.7311, 0.7311]]]]
nn.ReLU(inplace=True)
  input        [[[[1.0000, 1.0000], [1.0000, 1.0000]]]]
  output       [[[[1.0000, 1.0000], [1.0000, 1.0000]]]], in the input's own memory
nn.LeakyReLU(0.04, True)
  input        [[[[-0.7955, 0.3595], [0.1483, 0.2836]]]]
  output       [[[[-0.0318, 0.3595], [0.1483, 0.2836]]]], in the input's own memory
F.softmax(score, 1)
  score        [[0.4768, 0.8797, 0.9180, -0.3224]]
  probability  [[0.2222, 0.3324, 0.3454, 0.0999]]
";
    assert_eq!(textbook::runs().unwrap(), expected);
}
