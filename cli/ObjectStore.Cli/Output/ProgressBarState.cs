namespace ObjectStore.Cli.Output;

/// <summary>One of several bars.</summary>
/// <param name="Text">What it is about; it names the bar from one look to the next.</param>
/// <param name="Done">What is done.</param>
/// <param name="All">What there is in all; 0 when that is not known.</param>
internal sealed record ProgressBarState(string Text, double Done, double All);
