using ObjectStore.Policies.Acl;

namespace ObjectStore.Policies.Access;

/// <summary>Which grants of access control lists permit an action where no policy does. None: only policies and owners do.</summary>
/// <param name="OnBucket">Of the bucket's list.</param>
/// <param name="OnObject">Of the object's list. An action that has this is judged again when the object is known.</param>
public readonly record struct AccessNeeds(AclPermission OnBucket, AclPermission OnObject);
