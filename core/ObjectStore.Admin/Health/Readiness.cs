namespace ObjectStore.Admin.Health;

/// <summary>Whether a process can do its work.</summary>
/// <param name="IsReady">Whether it can.</param>
/// <param name="Detail">One line for people, such as <c>devices: 5 of 6 writable</c>.</param>
public readonly record struct Readiness(bool IsReady, string Detail);
