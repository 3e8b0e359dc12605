using ObjectStore.Cluster.Iam;

namespace ObjectStore.Iam.Actions;

/// <summary>Groups and who is in them.</summary>
internal static class GroupActions
{
    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreateGroup", IamResource.Group, Create),
        new("GetGroup", IamResource.Group, Get),
        new("ListGroups", IamResource.Of(static call => call.Arn("group" + call.PathPrefix)), List),
        new("UpdateGroup", IamResource.Group, Update) { ChangedArn = static call => Changed(call).Arn },
        new("DeleteGroup", IamResource.Group, Delete),
        new("AddUserToGroup", IamResource.Group, AddUser),
        new("RemoveUserFromGroup", IamResource.Group, RemoveUser),
        new("ListGroupsForUser", IamResource.User, ListForUser),
    ];

    private static IamOutcome Create(IamCall call)
    {
        var name = call.LongName("GroupName");
        RequireFree(call, name);
        if (call.Account.Groups.Count >= IamLimits.GroupsMax) throw IamErrors.LimitExceeded("GroupsPerAccount", IamLimits.GroupsMax);
        var group = new IamGroup(IamIds.NewGroup(), call.AccountId, call.Now, name, call.Path("Path") ?? "/");
        return new IamOutcome(IamXml.One("Group", xml => IamXml.Group(xml, group))) { Stored = [group] };
    }

    private static IamOutcome Get(IamCall call)
    {
        var group = call.Group(call.LongName("GroupName"));
        var users = IamPaging.Page(call, "Users", UsersOf(call, group), static user => user.Name.ToLowerInvariant(), IamXml.User);
        var one = IamXml.One("Group", xml => IamXml.Group(xml, group));
        return new IamOutcome(one + users);
    }

    private static IamOutcome List(IamCall call)
    {
        var prefix = call.PathPrefix;
        return ListOf(call, call.Account.Groups.Values.Where(group => group.Path.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static IamOutcome ListForUser(IamCall call)
    {
        var user = call.User(call.Name("UserName"));
        return ListOf(call, call.Account.Groups.Values.Where(group => user.Groups.Contains(group.Id)));
    }

    private static IamOutcome ListOf(IamCall call, IEnumerable<IamGroup> groups) =>
        new(IamPaging.Page(call, "Groups", groups, static group => group.Name.ToLowerInvariant(), IamXml.Group));

    private static IamOutcome Update(IamCall call)
    {
        var changed = Changed(call);
        if (call.Account.FindGroup(changed.Name)?.Id != changed.Id) RequireFree(call, changed.Name);
        return IamOutcome.Store(changed);
    }

    private static IamGroup Changed(IamCall call)
    {
        var group = call.Group(call.LongName("GroupName"));
        return group with
        {
            Path = call.Path("NewPath") ?? group.Path,
            Name = call.Optional("NewGroupName") is null ? group.Name : call.LongName("NewGroupName"),
        };
    }

    private static IamOutcome Delete(IamCall call)
    {
        var group = call.Group(call.LongName("GroupName"));
        if (UsersOf(call, group).Any()) throw IamErrors.DeleteConflict("remove users from group");
        if (group.Policies.Count > 0) throw IamErrors.DeleteConflict("delete policies");
        if (group.Attached.Count > 0) throw IamErrors.DeleteConflict("detach all policies");
        return IamOutcome.Remove(group);
    }

    private static IamOutcome AddUser(IamCall call)
    {
        var group = call.Group(call.LongName("GroupName"));
        var user = call.User(call.Name("UserName"));
        if (user.Groups.Contains(group.Id)) return IamOutcome.Store();
        if (user.Groups.Count >= IamLimits.GroupsPerUserMax) throw IamErrors.LimitExceeded("GroupsPerUser", IamLimits.GroupsPerUserMax);
        return IamOutcome.Store(user with { Groups = [.. user.Groups, group.Id] });
    }

    private static IamOutcome RemoveUser(IamCall call)
    {
        var group = call.Group(call.LongName("GroupName"));
        var user = call.User(call.Name("UserName"));
        if (!user.Groups.Contains(group.Id)) throw IamErrors.NoSuchEntity("user in the group", user.Name);
        return IamOutcome.Store(user with { Groups = [.. user.Groups.Where(id => id != group.Id)] });
    }

    private static IEnumerable<IamUser> UsersOf(IamCall call, IamGroup group) => call.Account.Users.Values.Where(user => user.Groups.Contains(group.Id));

    private static void RequireFree(IamCall call, string name)
    {
        if (call.Account.FindGroup(name) is not null) throw IamErrors.AlreadyExists("Group", name);
    }
}
