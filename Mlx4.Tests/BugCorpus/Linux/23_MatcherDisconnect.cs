// 23. net/mlx5: HWS, a matcher that the firmware does not disconnect is freed while it is in the list
// Source: 1ce840c7a659 (CVE-2025-21751), hws_matcher_disconnect in drivers/net/ethernet/mellanox/mlx5/core/steering/hws/matcher.c
// Class: L
//
// When the firmware refuses to disconnect a matcher, it is connected again and an error is returned; the caller goes on to free it.
// The ladder goes on too when a cleanup throws: what this one had to do is then not done.

using System.Collections.Generic;
using Mlx4.Runtime;

internal interface ISteeringFirmware
{
    InitResult<Errno> Connect(uint table, uint matcher);
    InitResult<Errno> Disconnect(uint table, uint matcher);
    Errno AllocMatcher(int priority, out uint matcher);
    void FreeMatcher(uint matcher);
}

internal sealed partial class FlowMatcher(ISteeringFirmware firmware, uint table, List<uint> matchers)
{
    private uint _matcher;

    [InitStage(10, Cleanup = nameof(Free))]
    private Errno Alloc(int priority) => firmware.AllocMatcher(priority, out _matcher);

    private void Free() => firmware.FreeMatcher(_matcher);

    [InitStage(20, Cleanup = nameof(Disconnect))]
    private InitResult<Errno> Connect()
    {
        InitResult<Errno> connected = firmware.Connect(table, _matcher);
        if (connected.Succeeded)
        {
            matchers.Add(_matcher);
        }

        return connected;
    }

    private void Disconnect()
    {
        matchers.Remove(_matcher);
        InitResult<Errno> disconnected = firmware.Disconnect(table, _matcher);
        if (disconnected.Failed)
        {
            matchers.Add(_matcher);
            disconnected.ThrowIfFailed(); // MLX4021
        }
    }
}
