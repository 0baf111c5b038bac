//! A sweep on a real Slurm of one machine: an array of four tasks, one of which is killed in the middle and sent again alone.
//!
//! Needs `slurm-wlm` and `munge` as Debian has them, and root, as Slurm does to start tasks. `cargo xtask test` runs it where they are,
//! and says so where they are not. What it starts it ends.
#![cfg(target_os = "linux")]

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Four points and eight seeds: eight rows a task, which take some seconds.
const SWEEP: [&str; 10] = [
    "sweep",
    "cheese-corner",
    "--vary",
    "train.disagree=0.1,0,1,0.3",
    "--seeds",
    "0..8",
    "--set",
    "agent.total_timesteps=8192",
    "--set",
    "judge.levels=64",
];

const PATIENCE: Duration = Duration::from_secs(120);

struct Cluster {
    folder: PathBuf,
    daemons: Vec<Child>,
}

impl Cluster {
    fn start() -> Cluster {
        let folder = std::env::temp_dir().join(format!("wayward-cluster-{}", std::process::id()));
        for part in ["state", "spool"] {
            fs::create_dir_all(folder.join(part)).expect("a temporary folder");
        }
        // The daemons refuse folders that others may write to.
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("a folder of one's own");
        let mut cluster = Cluster { folder, daemons: Vec::new() };
        fs::write(cluster.path("munge.key"), [7; 1024]).expect("a key");
        fs::set_permissions(cluster.path("munge.key"), Permissions::from_mode(0o600)).expect("a file of one's own");
        let host = fs::read_to_string("/proc/sys/kernel/hostname").expect("Linux names its host");
        let (host, ports) = (host.trim(), [free_port(), free_port()]);
        let at = |name: &str| cluster.path(name).display().to_string();
        let settings = format!(
            "ClusterName=wayward\nSlurmctldHost={host}(127.0.0.1)\nSlurmctldPort={}\nSlurmdPort={}\nAuthType=auth/munge\nAuthInfo=socket={}\n\
             SlurmUser=root\nSlurmdUser=root\nStateSaveLocation={}\nSlurmdSpoolDir={}\nSlurmctldPidFile={}\nSlurmdPidFile={}\n\
             ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nSelectType=select/cons_tres\nSelectTypeParameters=CR_Core\n\
             JobAcctGatherType=jobacct_gather/none\nMpiDefault=none\nReturnToService=2\nKillWait=2\n\
             NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\nPartitionName=all Nodes=ALL Default=YES State=UP\n",
            ports[0],
            ports[1],
            at("munge.socket"),
            at("state"),
            at("spool"),
            at("slurmctld.pid"),
            at("slurmd.pid"),
        );
        fs::write(cluster.path("slurm.conf"), settings).expect("a file");
        let munge = ["socket", "key-file", "log-file", "pid-file", "seed-file"];
        let files = ["munge.socket", "munge.key", "munge.log", "munge.pid", "munge.seed"].map(at);
        let munge = munge.iter().zip(&files).map(|(name, file)| format!("--{name}={file}"));
        let munge: Vec<String> = ["--foreground".to_owned(), "--force".to_owned()].into_iter().chain(munge).collect();
        let settings = at("slurm.conf");
        cluster.daemon("munged", &munge);
        cluster.wait("munged's socket", || cluster.path("munge.socket").exists());
        for name in ["slurmctld", "slurmd"] {
            cluster.daemon(name, &["-D".to_owned(), "-f".to_owned(), settings.clone()]);
        }
        cluster.wait("an idle node", || cluster.ask("sinfo", &["--noheader", "--format=%T"]).trim() == "idle");
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn daemon(&mut self, name: &str, args: &[String]) {
        let log = || fs::File::create(self.path(&format!("{name}.out"))).expect("a file");
        let child = Command::new(name).args(args).stdout(log()).stderr(log()).stdin(Stdio::null()).spawn();
        self.daemons.push(child.unwrap_or_else(|error| panic!("{name}: {error}")));
    }

    /// What a command of Slurm says.
    fn ask(&self, name: &str, args: &[&str]) -> String {
        let output = Command::new(name).args(args).env("SLURM_CONF", self.path("slurm.conf")).current_dir(&self.folder).output();
        String::from_utf8_lossy(&output.unwrap_or_else(|error| panic!("{name}: {error}")).stdout).into_owned()
    }

    #[track_caller]
    fn wait(&self, what: &str, is_so: impl Fn() -> bool) {
        let start = Instant::now();
        while !is_so() {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}; {}", self.logs());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn logs(&self) -> String {
        ["slurmctld.out", "slurmd.out"].map(|name| fs::read_to_string(self.path(name)).unwrap_or_default()).concat()
    }

    /// Hands an array to Slurm; its number.
    fn send(&self, array: &str, script: &Path) -> String {
        let script = script.to_str().expect("a plain path");
        let number = self.ask("sbatch", &["--parsable", &format!("--array={array}"), "--output=task-%a.log", script]);
        assert!(!number.trim().is_empty(), "not taken; {}", self.logs());
        number.trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.ask("scancel", &["--user=root"]);
        for daemon in self.daemons.iter_mut().rev() {
            // Asked first, so that they end what they have begun.
            let _ = Command::new("kill").arg(daemon.id().to_string()).status();
            let _ = daemon.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port()
}

fn wayward(args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_wayward")).args(args).output().expect("the binary runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

#[test]
#[ignore = "needs Slurm and root; cargo xtask test runs it where they are"]
fn a_task_that_was_killed_is_sent_again_alone_and_no_row_is_lost_or_doubled() {
    let cluster = Cluster::start();
    let words: Vec<String> = SWEEP.iter().map(|word| format!("'{word}'")).collect();
    let script = cluster.path("sweep.sh");
    let program = env!("CARGO_BIN_EXE_wayward");
    let line = format!("exec '{program}' {} --shard auto/4 --out part-$SLURM_ARRAY_TASK_ID.csv", words.join(" "));
    fs::write(&script, format!("#!/bin/sh\n{line}\n")).expect("a script");

    let array = cluster.send("1-4", &script);
    let lines = |task: u32| fs::read_to_string(cluster.path(&format!("part-{task}.csv"))).unwrap_or_default().lines().count();
    cluster.wait("a row of the third task", || lines(3) > 1);
    cluster.ask("scancel", &[&format!("{array}_3")]);
    let is_done = || cluster.ask("squeue", &["--noheader"]).trim().is_empty();
    cluster.wait("the end of the array", is_done);
    assert!(lines(3) < 9, "it was killed in the middle: {} lines", lines(3));

    let parts = [1, 2, 3, 4].map(|task| cluster.path(&format!("part-{task}.csv")).display().to_string());
    let merge = || wayward(&[&["merge"], &parts.each_ref().map(String::as_str)[..]].concat());
    assert_eq!(merge().0, Some(1), "rows are missing");
    cluster.send("3", &script);
    cluster.wait("the end of the task", is_done);
    assert_eq!(lines(3), 9);
    let (status, merged) = merge();
    assert_eq!(status, Some(0));
    let (_, whole) = wayward(&SWEEP);
    assert!(merged == whole, "{merged}\nis not\n{whole}");
}
