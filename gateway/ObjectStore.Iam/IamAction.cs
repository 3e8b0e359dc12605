using ObjectStore.Policies.Matching;

namespace ObjectStore.Iam;

/// <summary>One action of the query API. Pure: what it changes is in its outcome.</summary>
/// <param name="Name">As <c>Action</c> names it.</param>
/// <param name="Resource">What policies are asked about.</param>
/// <param name="Handle">Gives the outcome, or throws the error.</param>
internal sealed record IamAction(string Name, IamResource Resource, Func<IamCall, IamOutcome> Handle)
{
    /// <summary>As policies name it.</summary>
    public PolicyAction Action { get; } = IamActions.Get("iam:" + Name);

    /// <summary>The parameters that are its condition keys: only what it reads, as a request may have any.</summary>
    public IamParameters Keys { get; init; }

    /// <summary>ARN that the resource has afterwards, where the action changes it: policies are asked about both. Called only for who may do it to the resource; null elsewhere.</summary>
    public Func<IamCall, string>? ChangedArn { get; init; }
}
