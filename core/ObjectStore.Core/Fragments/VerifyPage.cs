using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Fragments;

/// <summary>One step of a scrub.</summary>
/// <param name="VerifiedBytes">Bytes that were read and compared with their checksums.</param>
/// <param name="Damaged">Live fragments of which some byte cannot be read or does not match.</param>
/// <param name="Next">Where to go on, or null when every byte of the device has been verified.</param>
public sealed record VerifyPage(long VerifiedBytes, IReadOnlyList<FragmentId> Damaged, DeviceCursor? Next);
