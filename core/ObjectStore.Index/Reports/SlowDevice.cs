using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Reports;

/// <summary>A device that answers much later than others.</summary>
/// <param name="Device">The device.</param>
/// <param name="Operation"><c>reads</c> or <c>writes</c>.</param>
public readonly record struct SlowDevice(DeviceId Device, string Operation);
