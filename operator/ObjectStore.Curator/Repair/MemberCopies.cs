using System.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Repair;

/// <summary>Whether a fragment that lies elsewhere is safe at its member, so that the one elsewhere may go.</summary>
internal sealed class MemberCopies(IFragmentDevices devices, IDamageReports damage)
{
    /// <summary>Whether the member holds every byte: a header alone is not enough to give up a copy that may be the better one. What it lacks is reported.</summary>
    public async ValueTask<bool> IsHeldWholeAsync(FragmentDescription fragment, PlacementGroup group, CancellationToken cancellationToken)
    {
        if (devices.Find(group.Devices[fragment.Id.Index]) is not { } member) return false;
        var buffer = ArrayPool<byte>.Shared.Rent(fragment.PayloadBytes);
        try
        {
            await member.ReadAsync(fragment.Id, 0, buffer.AsMemory(0, fragment.PayloadBytes), cancellationToken);
            return true;
        }
        catch (StorageException exception)
        {
            if (exception.Code is StorageErrorCode.FragmentNotFound or StorageErrorCode.CorruptFragment) damage.Report(fragment.Id, fragment.Group);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
