using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>
/// Decides which members of one profile's groups change. In this order: devices that are given up are replaced, most endangered groups first; draining ones are emptied;
/// groups that lie too closely are spread; what is left over of devices' targets is evened out.
/// </summary>
/// <remarks>
/// Stable: a position moves only for one of these reasons, and to even out only from a device that has more than its target to one that has less, so that a newcomer
/// costs what it must hold and no more; where the spread over nodes leaves no such pair, a device between passes a place on. Pure: the same map gives the same plan on every machine. One object plans one profile once.
/// </remarks>
internal sealed class MembershipPlanner
{
    /// <summary>Donors that are tried for a receiver in one zone before the zone is given up; nearly always the first can give.</summary>
    private const int DonorsTriedMax = 32;

    /// <summary>Places that a device must have too many or too few before another passes one on.</summary>
    private const double PassedOnMin = 2;

    private readonly SpreadLimits _limits;
    private readonly List<GroupDraft> _groups = [];
    private readonly Dictionary<DeviceId, DeviceShare> _shares = [];
    private readonly ShareOrder _receivers;
    private Dictionary<ZoneName, double> _zoneExcess = [];

    public MembershipPlanner(ClusterMap map, ErasureProfile profile)
    {
        var staying = map.Devices.Where(device => device.IsStaying).ToArray();
        var groups = map.Groups.Where(group => group.Profile == profile).ToArray();
        _limits = new SpreadLimits(profile, staying);
        var targets = PlaceTargets.Compute(staying, _limits, groups.Length, groups.Length * profile.FragmentCount);
        foreach (var device in map.Devices) _shares[device.Id] = new DeviceShare(device, targets.GetValueOrDefault(device.Id));
        foreach (var group in groups) Add(group);
        _receivers = new ShareOrder(_shares.Values.Where(share => share.Device.State == DeviceState.Active), share => share.NextFill);
    }

    /// <summary>Groups that changed, by id.</summary>
    public Dictionary<PlacementGroupId, PlacementGroup> Plan(RebalanceLimits limits)
    {
        ReplaceGivenUp();
        MoveOne(static (member, _) => member.Device.State == DeviceState.Draining);
        MoveOne((member, group) => group.Members.Count(other => other.Device.Zone == member.Device.Zone) > _limits.ZoneMax);
        Balance(limits.BalanceMovesMax);
        return _groups.Select(group => group.Build()).Where((group, i) => group != _groups[i].Original).ToDictionary(group => group.Id);
    }

    private void Add(PlacementGroup group)
    {
        var members = group.Devices.Select(ShareOf).ToArray();
        var formers = new DeviceShare?[members.Length];
        foreach (var move in group.Moves) formers[move.Position] = ShareOf(move.From);
        var draft = new GroupDraft(group, members, formers);
        for (var i = 0; i < members.Length; i++) members[i].Held.Add((draft, i));
        _groups.Add(draft);
    }

    private DeviceShare ShareOf(DeviceId id)
    {
        if (_shares.TryGetValue(id, out var share)) return share;
        var gone = new Device(id, new NodeName(string.Empty), new ZoneName(string.Empty), DeviceState.Out, 0);
        return _shares[id] = new DeviceShare(gone, target: 0);
    }

    private void ReplaceGivenUp()
    {
        foreach (var group in _groups.Where(group => group.LostCount > 0).OrderByDescending(group => group.LostCount).ThenBy(group => group.Original.Id.Value))
        {
            for (var i = 0; i < group.Members.Length; i++)
            {
                if (group.Members[i].IsGivenUp && FindReceiver(group, i) is { } receiver) Move(group, i, receiver);
            }
        }
    }

    /// <summary>Moves one member of each group for which the condition holds, unless one is under way.</summary>
    private void MoveOne(Func<DeviceShare, GroupDraft, bool> mustMove)
    {
        foreach (var group in _groups)
        {
            if (group.IsUnderWay) continue;
            for (var i = 0; i < group.Members.Length; i++)
            {
                if (group.IsMoving(i) || !mustMove(group.Members[i], group) || FindReceiver(group, i) is not { } receiver) continue;
                Move(group, i, receiver);
                break;
            }
        }
    }

    private DeviceShare? FindReceiver(GroupDraft group, int position)
    {
        DeviceShare? best = null;
        foreach (var zone in _receivers.Zones)
        {
            // A node that the group may not use again can hold many of the emptiest devices; they are passed over.
            var candidate = _receivers.Of(zone).FirstOrDefault(share => group.CanTake(position, share, _limits));
            if (candidate is not null && (best is null || candidate.NextFill < best.NextFill)) best = candidate;
        }

        return best;
    }

    private void Balance(int movesMax)
    {
        var movesLeft = movesMax - _groups.Count(group => group.IsUnderWay);
        var donors = new ShareOrder(_shares.Values.Where(share => share.Device is { IsStaying: true, IsReadable: true }), share => -share.Excess);
        var receivers = _shares.Values.Where(share => share.Device.State == DeviceState.Active).ToArray();

        _zoneExcess = _shares.Values.GroupBy(share => share.Device.Zone).ToDictionary(zone => zone.Key, zone => zone.Sum(share => share.Excess));

        // First whoever lacks a whole place, then whoever has one too many: rounding alone moves nothing, there or back. Every move makes the sum of the squares of
        // excesses smaller, so that plans come to rest.
        const double one = 1 - DeviceShare.Rounding;
        Even(lacking: one, excess: DeviceShare.Rounding, moves: 1, PlanGift);
        Even(lacking: DeviceShare.Rounding, excess: one, moves: 1, PlanGift);

        // What is left lies where every group of the donor uses the receiver's node already. It costs two moves, so that it must be worth it.
        Even(lacking: PassedOnMin, excess: DeviceShare.Rounding, moves: 2, PlanPassage);
        Even(lacking: DeviceShare.Rounding, excess: PassedOnMin, moves: 2, PlanPassage);

        void Even(double lacking, double excess, int moves, Func<DeviceShare, DeviceShare, IReadOnlyList<Gift>> plan)
        {
            foreach (var receiver in receivers.Where(share => share.Excess <= -lacking).OrderBy(share => share.Excess).ThenBy(share => share.Device.Id.Value))
            {
                while (movesLeft >= moves && receiver.Excess <= -lacking && TryGive(donors, receiver, excess, plan)) movesLeft -= moves;
            }
        }
    }

    /// <summary>Moves a place from a device with more than <paramref name="excess"/> too many.</summary>
    private bool TryGive(ShareOrder donors, DeviceShare receiver, double excess, Func<DeviceShare, DeviceShare, IReadOnlyList<Gift>> plan)
    {
        foreach (var zone in DonorZones(donors, receiver.Device.Zone))
        {
            foreach (var donor in donors.Of(zone).Take(DonorsTriedMax))
            {
                if (donor.Excess <= excess) break; // They are in order of their excess.
                if (plan(donor, receiver) is not { Count: > 0 } gifts) continue;
                foreach (var gift in gifts) donors.Change(gift.Group.Members[gift.Position], gift.To, () => Move(gift.Group, gift.Position, gift.To));
                _zoneExcess[donor.Device.Zone]--;
                _zoneExcess[receiver.Device.Zone]++;
                return true;
            }
        }

        return false;
    }

    /// <summary>A zone that has its share takes nothing from the others.</summary>
    private IReadOnlyList<ZoneName> DonorZones(ShareOrder donors, ZoneName receiving)
    {
        if (_zoneExcess[receiving] > -1) return donors.Has(receiving) ? [receiving] : [];
        return [.. donors.Zones.OrderByDescending(zone => donors.FirstOf(zone).Excess).ThenBy(zone => zone.Value, StringComparer.Ordinal)];
    }

    private IReadOnlyList<Gift> PlanGift(DeviceShare donor, DeviceShare receiver) => FindGift(donor, receiver, except: null) is { } gift ? [gift] : [];

    /// <summary>A device between takes a place of the donor and gives one of its own to the receiver.</summary>
    private IReadOnlyList<Gift> PlanPassage(DeviceShare donor, DeviceShare receiver)
    {
        foreach (var between in _receivers.Zones.SelectMany(_receivers.Of).Where(share => share != donor && share != receiver))
        {
            if (FindGift(between, receiver, except: null) is { } passed && FindGift(donor, between, except: passed.Group) is { } gift) return [passed, gift];
        }

        return [];
    }

    private Gift? FindGift(DeviceShare donor, DeviceShare receiver, GroupDraft? except)
    {
        foreach (var (group, position) in donor.Held)
        {
            if (group != except && !group.IsUnderWay && !group.IsMoving(position) && group.CanTake(position, receiver, _limits)) return new Gift(group, position, receiver);
        }

        return null;
    }

    private void Move(GroupDraft group, int position, DeviceShare to)
    {
        var from = group.Members[position];
        _receivers.Change(from, to, () =>
        {
            from.Held.Remove((group, position));
            to.Held.Add((group, position));
        });
        group.Move(position, to);
    }

    private sealed record Gift(GroupDraft Group, int Position, DeviceShare To);
}
