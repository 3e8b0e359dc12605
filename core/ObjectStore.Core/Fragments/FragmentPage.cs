namespace ObjectStore.Core.Fragments;

/// <summary>One page of a walk over a device.</summary>
/// <param name="Fragments">Live fragments of this page in the order of the walk; may be empty though <paramref name="Next"/> is not null.</param>
/// <param name="Next">Where to go on, or null at the end.</param>
public sealed record FragmentPage(IReadOnlyList<FragmentDescription> Fragments, DeviceCursor? Next);
