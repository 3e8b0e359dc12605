namespace ObjectStore.Curator.Rebuild;

/// <summary>A walk over one survivor for the groups that it shares with the device that is filled.</summary>
/// <param name="Source">Id of the survivor.</param>
/// <param name="Groups">Groups that are looked for.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="IsFinished">Whether the end was reached.</param>
/// <param name="IsClean">False once a stripe could not be restored; the groups are then walked again.</param>
internal sealed record RebuildWalk(Guid Source, IReadOnlyList<uint> Groups, ulong Cursor, bool IsFinished, bool IsClean);
