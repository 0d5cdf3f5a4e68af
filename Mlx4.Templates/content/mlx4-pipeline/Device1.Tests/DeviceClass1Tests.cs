using Mlx4.Runtime;
using Mlx4.Testing;
using Xunit;

public class DeviceClass1Tests
{
    private static readonly PipelineFaults<DeviceClass1> Faults = PipelineFaults
        .Of(
            DeviceClass1.LoadOneStages,
            probe => new DeviceClass1 { Watch = probe.OnStageEvent, Refuse = probe.OnStageStarting<Errno> },
            device => device.LoadOne(entries: 256),
            device => device.UnloadOne())
        .WithHeld(device => device.Held);

    public static TheoryData<string> Cases => [.. Faults.Cases()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whatever_fails_nothing_is_left(string fault) => Faults.Run(fault).ThrowIfAny();

    [Fact]
    public void A_queue_without_entries_is_refused()
    {
        DeviceClass1 device = new();

        Assert.Equal(new InitResult<Errno>(Errno.EINVAL, "AllocateQueue"), device.LoadOne(entries: 0));
        Assert.Empty(device.Held);
    }
}
