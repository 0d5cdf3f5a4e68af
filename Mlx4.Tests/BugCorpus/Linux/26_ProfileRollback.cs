// 26. net/mlx5e: after a change of profile that could not be rolled back, its cleanup is called without a profile
// Source: 4dbc1d1a9f39 (CVE-2024-50146), mlx5e_netdev_change_profile in drivers/net/ethernet/mellanox/mlx5/core/en_main.c
// Class: L
//
// Changing the profile takes the old one down by hand, puts the new one up, and on failure tries to put the old one up again. If that
// fails as well there is none, and the unload takes it down a second time.

using Mlx4.Runtime;

internal interface INicProfile
{
    Errno Attach(int channels);
    void Detach();
}

internal sealed partial class MultiProfileNetdev(INicProfile nic, INicProfile representor)
{
    private INicProfile? _profile;

    [InitStage(10, Cleanup = nameof(DetachProfile))]
    private Errno AttachNicProfile(int channels)
    {
        Errno err = nic.Attach(channels);
        if (err == Errno.Ok)
        {
            _profile = nic;
        }

        return err;
    }

    private void DetachProfile()
    {
        _profile!.Detach();
        _profile = null;
    }

    [InitStage(20, NoCleanup = "the profile is detached by the stage that attaches it")]
    private Errno ChangeProfile(int channels, bool asRepresentor)
    {
        if (!asRepresentor)
        {
            return Errno.Ok;
        }

        DetachProfile(); // MLX4014 'DetachProfile'
        Errno err = representor.Attach(channels);
        if (err == Errno.Ok)
        {
            _profile = representor;
        }
        else if (nic.Attach(channels) == Errno.Ok)
        {
            _profile = nic;
        }

        return err;
    }
}
